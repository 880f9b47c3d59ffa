package bench;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A bare Spring Cloud Gateway; its route is in application.yaml. */
@SpringBootApplication
public class Scg {

    public static void main(String[] args) {
        SpringApplication.run(Scg.class, args);
    }
}
